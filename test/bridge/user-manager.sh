#!/bin/sh
# The service manager that systemd gives an ordinary user, in namespaces of its own; systemd-start.test.ts calls it by
# unshare. Arguments: folder whose "home" is copied to be the user's home, Node, the clone, and shell commands that run as
# the user. These find all three in /srv, since the bridge gets a /tmp of its own.
set -e
home=$1/home node=$2 clone=$3 commands=$4
user=12345
mount --make-rprivate /
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
group=/sys/fs/cgroup/$(basename "$1")
# Put together aside: the clone may itself be in /srv.
aside=$1/aside
mkdir -p "$aside"
mount -t tmpfs tmpfs "$aside"
mkdir "$aside/clone"
touch "$aside/node"
mount --rbind "$clone" "$aside/clone"
mount --bind "$node" "$aside/node"
cp -r "$home" "$aside/home"
mount --rbind "$aside" /srv
# What the first manager of a machine has made before a user comes.
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/systemd/unit-root "/run/user/$user"
mkdir "$group"
chown -R "$user:$user" /srv/home "/run/user/$user" "$group"
echo $$ >"$group/cgroup.procs"

as_user() {
  env -i "HOME=/srv/home" "XDG_RUNTIME_DIR=/run/user/$user" "PATH=$PATH" \
    setpriv --reuid "$user" --regid "$user" --clear-groups "$@"
}
as_user /usr/lib/systemd/systemd --user --unit=basic.target >/dev/null 2>&1 &
manager=$!
until as_user systemctl --user show-environment >/dev/null 2>&1; do
  kill -0 "$manager" || exit 1
  sleep 0.05
done
status=0
as_user sh -c "cd; $commands" || status=$?
as_user systemctl --user exit
wait "$manager" || true
echo $$ >/sys/fs/cgroup/cgroup.procs
find "$group" -depth -type d -exec rmdir {} +
exit "$status"
