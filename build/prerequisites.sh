#!/usr/bin/env bash
# Installs what Renkei needs on Debian 12: as root from Debian's packages, otherwise it names the one command to run.
# usage: build/prerequisites.sh run|build|test      what the machine is going to do
set -uo pipefail

purpose="${1:-build}"
missing=()

[ "$(uname -s)" = Linux ] || { echo "renkei: this is $(uname -s); Renkei is built for Linux (tested on Debian 12)" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }
need() { # tool package
  have "$1" || missing+=("$2")
}

# A JAVA_HOME says which Java is wanted (the launcher checks its version); without one, any JDK 17 of this machine will do.
has_java_17() { # with_compiler
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*17*; do
    [ -n "$home" ] && [ -x "$home/bin/java" ] && grep -qs '^JAVA_VERSION="17\.' "$home/release" || continue
    [ "$1" = no ] || [ -x "$home/bin/javac" ] && return 0
  done
  have java && java -version 2>&1 | grep -q 'version "17[."]' && { [ "$1" = no ] || have javac; }
}

need ssh openssh-client
need ssh-keygen openssh-client
case "$purpose" in
  run) has_java_17 no || missing+=(openjdk-17-jre-headless) ;;
  build | test)
    has_java_17 yes || missing+=(openjdk-17-jdk-headless)
    need mvn maven
    ;;
  *) echo "usage: build/prerequisites.sh run|build|test" >&2; exit 2 ;;
esac
# a node without a network, a full disk, clients of own systems
if [ "$purpose" = test ]; then
  need ip iproute2
  need mount mount
  need unshare util-linux
  need psql postgresql-client
  need isql unixodbc
  grep -qs 'PostgreSQL Unicode' /etc/odbcinst.ini || missing+=(odbc-postgresql)
fi

if [ "${#missing[@]}" -gt 0 ]; then
  packages="$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')"
  packages="${packages% }"
  if ! have apt-get; then
    echo "renkei: missing: $packages (Debian's names). Install them with this system's package manager." >&2
    exit 1
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "renkei: missing packages; run:  sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" >&2
    exit 1
  fi
  echo "installing $packages ..." >&2
  log="$(mktemp)"
  # shellcheck disable=SC2086  # a list of package names
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "renkei: could not install: $packages" >&2
    exit 1
  fi
  rm -f "$log"
fi

if [ "$purpose" != run ]; then
  version="$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1)"
  if [ "$(printf '%s\n' 3.8.7 "${version:-0}" | sort -V | head -n 1)" != 3.8.7 ]; then
    echo "renkei: Maven ${version:-of unknown version} found; 3.8.7 or later is needed" >&2
    exit 1
  fi
fi
