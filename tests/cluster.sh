# To be sourced: `cluster DIR PORT [OPTION …]` makes a PostgreSQL cluster of its own in a new folder and starts it, on a
# Unix socket and, where PORT is not 0, on 127.0.0.1. `$bin` is its programs' folder, `as` the user that it runs as.

newest() { find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1; }
if [ -z "$(newest)" ]; then
    apt-get install -qq -y --no-install-recommends postgresql >/dev/null
fi
bin=$(dirname "$(newest)")
# PostgreSQL refuses to run as root.
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)

cluster() {
    local where=$1 port=$2 listen=''
    shift 2
    mkdir -p "$where/socket"
    [ "$(id -u)" != 0 ] || chown -R postgres "$where"
    "${as[@]}" "$bin/initdb" -D "$where/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 >/dev/null
    [ "$port" = 0 ] || listen="127.0.0.1 -p $port"
    "${as[@]}" "$bin/pg_ctl" -D "$where/data" -l "$where/log" -w start \
        -o "-k $where/socket -h ${listen:-''} $*" >/dev/null
}

cluster_stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$1/data" -m immediate stop >/dev/null || true
}
