// The worker takes paid orders from the cache's queue and writes their receipts.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type order struct {
	Order int    `json:"order"`
	Email string `json:"email"`
}

// takeOrder waits for the next element of a Redis list.
func takeOrder(connection net.Conn, answers *bufio.Reader, list string) ([]byte, error) {
	if _, err := fmt.Fprintf(connection, "BRPOP %s 0\r\n", list); err != nil {
		return nil, err
	}
	// *2, the list's name, the element: each a length and its bytes.
	if _, err := answers.ReadString('\n'); err != nil {
		return nil, err
	}
	var element []byte
	for i := 0; i < 2; i++ {
		head, err := answers.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(head, "$")))
		if err != nil || size < 0 || size > 1<<20 {
			return nil, fmt.Errorf("unexpected answer %q", head)
		}
		element = make([]byte, size+2)
		if _, err := io.ReadFull(answers, element); err != nil {
			return nil, err
		}
	}
	return element[:len(element)-2], nil
}

func work(cache, folder string) error {
	connection, err := net.Dial("tcp", cache)
	if err != nil {
		return err
	}
	defer connection.Close()
	answers := bufio.NewReader(connection)
	for {
		bytes, err := takeOrder(connection, answers, "receipts")
		if err != nil {
			return err
		}
		var paid order
		if err := json.Unmarshal(bytes, &paid); err != nil {
			log.Printf("not an order: %v", err)
			continue
		}
		receipt := fmt.Sprintf("Order %d for %s, %s\n", paid.Order, paid.Email, time.Now().Format(time.RFC3339))
		path := filepath.Join(folder, fmt.Sprintf("%d.txt", paid.Order))
		if err := os.WriteFile(path, []byte(receipt), 0o644); err != nil {
			return err
		}
		log.Printf("receipt %s", path)
	}
}

func main() {
	cache, folder := os.Getenv("CACHE"), os.Getenv("RECEIPTS")
	for {
		log.Printf("starting again after: %v", work(cache, folder))
		time.Sleep(time.Second)
	}
}
