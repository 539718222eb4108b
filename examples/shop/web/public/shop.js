const teas = await (await fetch("/api/teas")).json();
for (const tea of teas) {
  const item = document.createElement("li");
  item.textContent = `${tea.name}, ${(tea.cents / 100).toFixed(2)} €`;
  document.querySelector("#teas").append(item);
}

document.querySelector("#order").addEventListener("submit", async (event) => {
  event.preventDefault();
  const email = new FormData(event.target).get("email");
  const answer = await fetch("/api/orders", { method: "POST", body: JSON.stringify({ tea: teas[0].id, email }) });
  document.querySelector("#answer").textContent = answer.ok ? "Thank you!" : "That did not work.";
});
