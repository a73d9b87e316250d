#!/bin/sh
# Makes a throwaway certificate for the `tls` profile where the operator brought none.
set -eu
directory=${TLS_DIR:-/etc/nginx/tls}
if [ -s "$directory/tls.crt" ] && [ -s "$directory/tls.key" ]; then
  echo "certificate: using the one in $directory"
  exit 0
fi
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
  -subj "/CN=${TLS_HOST:-localhost}" -addext "subjectAltName=DNS:${TLS_HOST:-localhost},IP:127.0.0.1" \
  -keyout "$directory/tls.key" -out "$directory/tls.crt"
echo "certificate: made a self-signed one for ${TLS_HOST:-localhost}; clients must be told to trust tls.crt"
