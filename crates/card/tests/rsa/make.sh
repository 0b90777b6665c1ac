#!/usr/bin/env bash
# Makes the RSA key and the chain that tests sign with, as large as a PSrE's: a signer's certificate, its issuer's and
# the root's, with names and addresses as they are used. The keys of the issuers are thrown away.
#   bash crates/card/tests/rsa/make.sh
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

issuer() {
    cat <<EXT
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
certificatePolicies=2.16.360.1.1.1.3.12
crlDistributionPoints=URI:http://ca.contoh.example/daftar-pencabutan/induk-rekaan-g1.crl
authorityInfoAccess=OCSP;URI:http://ocsp.contoh.example/,caIssuers;URI:http://ca.contoh.example/induk-rekaan-g1.cer
EXT
}
signer() {
    cat <<EXT
keyUsage=critical,digitalSignature,nonRepudiation
extendedKeyUsage=emailProtection,clientAuth,1.3.6.1.4.1.311.10.3.12
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
certificatePolicies=2.16.360.1.1.1.3.12.4.4,2.16.360.1.1.1.12.2.1,2.16.360.1.1.1.5.1.6.2
crlDistributionPoints=URI:http://ca.contoh.example/daftar-pencabutan/penerbit-sertifikat-rekaan-g1.crl
authorityInfoAccess=OCSP;URI:http://ocsp.contoh.example/,caIssuers;URI:http://ca.contoh.example/penerbit-rekaan-g1.cer
EXT
}
key() { openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1"; }
request() { openssl req -new -key "$1" -subj "$2" -sha256; }

key "$work/root.key" 4096
key "$work/issuer.key" 4096
key office.key 2048
organization='/C=ID/O=Balai Sertifikasi Elektronik Rekaan'
request "$work/root.key" "$organization/CN=Induk Rekaan G1" |
    openssl x509 -req -days 7300 -key "$work/root.key" -extfile <(issuer) -out "$work/root.crt" 2>/dev/null
request "$work/issuer.key" "$organization/CN=Penerbit Sertifikat Rekaan G1" |
    openssl x509 -req -days 7300 -CA "$work/root.crt" -CAkey "$work/root.key" -extfile <(issuer) -out "$work/issuer.crt" 2>/dev/null
request office.key '/C=ID/ST=Jawa Barat/L=Kota Rekaan/O=Pemerintah Kabupaten Rekaan/OU=Dinas Ketenagakerjaan/CN=Dinas Ketenagakerjaan Kabupaten Rekaan/serialNumber=0000000000000000' |
    openssl x509 -req -days 7300 -CA "$work/issuer.crt" -CAkey "$work/issuer.key" -extfile <(signer) -out "$work/office.crt" 2>/dev/null
for certificate in office issuer root; do openssl x509 -in "$work/$certificate.crt"; done >office.crt
