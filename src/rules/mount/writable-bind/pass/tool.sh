#!/bin/sh
# A tool that runs once may write to the folder that it is run in.
docker run --rm -v "$PWD:/src" -w /src tool:1 generate
docker run -it -v "$(pwd)/pkg:/go/pkg" tool:1
