#!/bin/sh
# Prints what the worker puts into the queue.
exec label --queue https://queue.tideline.example/labels
