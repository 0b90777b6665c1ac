//! A message by SMTP, with TLS by rustls.

use std::fs;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Wire, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport};

use super::Failure;
use super::outlet::{Mail, Tls, unreadable};

/// For each command; a lease is longer than all of them.
const WAIT: Duration = Duration::from_secs(15);

/// What is sent.
pub(super) struct Letter<'a> {
    /// The same for each try: who gets it twice sees one.
    pub(super) id: String,
    pub(super) to: &'a str,
    pub(super) title: &'a str,
    pub(super) body: &'a str,
}

/// Sends it. What the server answered.
pub(super) fn send(mail: &Mail, letter: &Letter<'_>) -> Result<String, Failure> {
    let from: lettre::message::Mailbox = mail.from.parse().map_err(|_| Failure::Address)?;
    let domain = from.email.domain().to_owned();
    let message = Message::builder()
        .message_id(Some(format!("<{}@{domain}>", letter.id)))
        .from(from)
        .to(letter.to.parse().map_err(|_| Failure::Address)?)
        .subject(letter.title)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.to_owned())
        .map_err(|error| Failure::Mail(error.to_string()))?;
    let answer = transport(mail)?.send(&message).map_err(|error| failed(&error))?;
    Ok(format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" ")))
}

fn failed(error: &lettre::transport::smtp::Error) -> Failure {
    // Its cause, such as "connection refused", is not in its own text.
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
    Failure::Mail(format!("{error}{cause}"))
}

fn transport(mail: &Mail) -> Result<SmtpTransport, Failure> {
    let parameters = || {
        let mut builder = TlsParameters::builder(mail.host.clone());
        if let Some(file) = &mail.ca_file {
            let pem = fs::read(file).map_err(|error| unreadable(file, &error))?;
            let authority = Certificate::from_pem(&pem).map_err(|error| Failure::Mail(error.to_string()))?;
            builder = builder.add_root_certificate(authority);
        }
        builder.build_rustls().map_err(|error| Failure::Mail(error.to_string()))
    };
    let tls = match mail.tls {
        Tls::Starttls => Wire::Required(parameters()?),
        Tls::Always => Wire::Wrapper(parameters()?),
        Tls::None => Wire::None,
    };
    let mut builder = SmtpTransport::builder_dangerous(mail.host.clone())
        .port(mail.port())
        .tls(tls)
        .timeout(Some(WAIT))
        // The machine's own name is nobody's business.
        .hello_name(ClientId::Domain("anjungan.invalid".into()));
    if let Some(user) = &mail.user {
        let password = match &mail.password_file {
            Some(file) => fs::read_to_string(file).map_err(|error| unreadable(file, &error))?,
            None => String::new(),
        };
        builder = builder.credentials(Credentials::new(user.clone(), password.trim_end().to_owned()));
    }
    Ok(builder.build())
}
