//! Cookies, read and written by hand: two of them are all there is.

use axum::http::{HeaderMap, HeaderValue, header};

use super::lang;

/// The value of a cookie, if it was sent.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// Whether this is asked for on the machine itself (tests, a first look), where there may be no TLS. Everywhere else
/// cookies are for https alone, whatever a proxy says of the scheme.
pub(super) fn on_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// The session cookie's name. The prefix makes browsers refuse it from anywhere but this host over https.
pub(super) fn session_name(headers: &HeaderMap) -> &'static str {
    if on_this_machine(headers) { "anjungan" } else { "__Host-anjungan" }
}

/// `Set-Cookie` for the session. It lives as long as the browser; central ends it earlier.
pub(super) fn session(headers: &HeaderMap, token: &str) -> HeaderValue {
    set(headers, session_name(headers), token, "")
}

/// `Set-Cookie` that forgets the session.
pub(super) fn no_session(headers: &HeaderMap) -> HeaderValue {
    set(headers, session_name(headers), "", "; Max-Age=0")
}

/// `Set-Cookie` for the language, for a year.
pub(super) fn language(headers: &HeaderMap, chosen: lang::Lang) -> HeaderValue {
    set(headers, lang::COOKIE, chosen.code(), "; Max-Age=31536000")
}

fn set(headers: &HeaderMap, name: &str, value: &str, age: &str) -> HeaderValue {
    let secure = if on_this_machine(headers) { "" } else { "; Secure" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    HeaderValue::try_from(line).expect("names and values are base64url or fixed")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers("x", "a=1; anjungan=t; b=2");
        assert_eq!(value(&headers, "anjungan"), Some("t"));
        assert_eq!(value(&headers, "anj"), None);
    }

    #[test]
    fn only_the_machine_itself_is_spoken_to_without_tls() {
        for host in ["localhost", "localhost:7300", "127.0.0.1:7300", "[::1]:7300"] {
            assert_eq!(session(&headers(host, ""), "t"), "anjungan=t; Path=/; HttpOnly; SameSite=Strict");
        }
        for host in
            ["ak1.disnaker.example", "ak1.disnaker.example:443", "localhost.evil.example", "127.0.0.1.x"]
        {
            let line = session(&headers(host, ""), "t");
            assert_eq!(line, "__Host-anjungan=t; Path=/; HttpOnly; SameSite=Strict; Secure", "{host}");
        }
    }
}
