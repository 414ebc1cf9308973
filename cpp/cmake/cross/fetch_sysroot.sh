#!/bin/sh
# fetch_sysroot.sh ARCHITECTURE FOLDER: what netdef links on another of Debian's architectures (arm64, armhf, ...), unpacked in
# FOLDER. apt keeps its lists beside it: neither root nor a foreign architecture among those of this system is needed.
set -e
architecture=$1
target=$2
work=$target.new
rm -rf "$target" "$work"
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/root/usr/lib"
cd "$work"
state=$(pwd)

apt() {
  apt-get -qq -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" \
    -o APT::Sandbox::User=root -o Dir::State::lists="$state/lists" -o Dir::Cache="$state" "$@"
}

# A mirror may lack lists of which nothing is needed here; a package that is needed and missing is an error below.
apt update || echo "Some package lists of $architecture are missing"
apt download libprotobuf-dev libprotobuf32 zlib1g libgtest-dev
ln -s usr/lib root/lib
for package in *.deb; do dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C root; done
cd /
mv "$state/root" "$target"
rm -r "$state"
