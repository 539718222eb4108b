#!/bin/sh
dockerd --icc=false
