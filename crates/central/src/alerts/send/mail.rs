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
use crate::store::AlertMessage;

/// For each command; a lease is longer than all of them.
const WAIT: Duration = Duration::from_secs(15);

/// Sends it.
pub(super) fn send(mail: &Mail, message: &AlertMessage) -> Result<(), Failure> {
    let from: lettre::message::Mailbox = mail.from.parse().map_err(|_| Failure::Address)?;
    let domain = from.email.domain().to_owned();
    let letter = Message::builder()
        // The same for each try: who gets it twice sees one.
        .message_id(Some(format!("<alert-{}-{}@{domain}>", message.id, message.made_ms)))
        .from(from)
        .to(message.target.parse().map_err(|_| Failure::Address)?)
        .subject(&message.title)
        .header(ContentType::TEXT_PLAIN)
        .body(message.body.clone())
        .map_err(|error| Failure::Mail(error.to_string()))?;
    transport(mail)?.send(&letter).map(|_| ()).map_err(|error| failed(&error))
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
    let (port, tls) = match mail.tls {
        Tls::Starttls => (587, Wire::Required(parameters()?)),
        Tls::Always => (465, Wire::Wrapper(parameters()?)),
        Tls::None => (25, Wire::None),
    };
    let mut builder = SmtpTransport::builder_dangerous(mail.host.clone())
        .port(mail.port.unwrap_or(port))
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
