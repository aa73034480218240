#!/bin/sh
# Pins names, versions and hashes; no address of a registry gets into the files.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --custom-compile-command "make lock" "$@"
}
compile pyproject.toml requirements/build.in --extra voice --extra cluster --output-file requirements/runtime.lock
compile pyproject.toml requirements/build.in --extra voice --extra cluster --extra traces --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock
compile requirements/dashscope-1.in --output-file requirements/dashscope-1.lock
compile requirements/dashscope-2.in --output-file requirements/dashscope-2.lock
compile requirements/moviepy.in --output-file requirements/moviepy.lock
