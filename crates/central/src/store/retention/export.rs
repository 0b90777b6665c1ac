//! A copy of one's own data: JSON, and the same to read.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{note, served};
use crate::office::workflow::Actor;
use crate::store::Store;
use crate::store::application::{ActRefusal, ApplicationId, Dossier};

/// A copy of a person's own data.
#[derive(Clone, PartialEq, Debug)]
pub struct Export {
    /// For machines.
    pub json: Value,
    /// The same to read, in Indonesian.
    pub text: String,
}

impl Store {
    /// A copy of what is kept of a person.
    pub fn export(&mut self, id: ApplicationId, actor: &Actor, at: Timestamp) -> Result<Export, ActRefusal> {
        served(actor)?;
        let dossier = self.application(id)?.ok_or(ActRefusal::Unknown)?;
        let nik = dossier.application.person.nik.clone();
        let mut all = Vec::new();
        for summary in self.applications_of(&nik)? {
            all.extend(self.application(summary.id)?);
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        note(&tx, &keys, at, actor, "export", id, json!({ "applications": all.len() }))?;
        tx.commit()?;
        let json = Value::Array(all.iter().map(as_json).collect());
        let mut text = String::from("Salinan data pribadi Anda (UU 27/2022 ps 7)\n");
        for (at, item) in json.as_array().into_iter().flatten().enumerate() {
            text += &format!("\nPengajuan {}\n", at + 1);
            write_lines(&mut text, item, 1);
        }
        Ok(Export { json, text })
    }
}

fn as_json(dossier: &Dossier) -> Value {
    let Dossier { summary, application, moves, card, reports, .. } = dossier;
    let mut data = serde_json::to_value(application).unwrap_or(Value::Null);
    if let Some(data) = data.as_object_mut() {
        // Whoever has it can fetch the card; it is on the person's own receipt.
        data.remove("secret");
    }
    json!({
        "pengajuan": data,
        "tahap": summary.stage,
        "diterima": summary.received.to_string(),
        "kartu": card.as_ref().map(|card| json!({
            "nomor": card.number,
            "diterbitkan": card.days.issued,
            "berlaku_sampai": card.days.valid_until,
            "lapor": card.days.reports,
        })),
        "riwayat": moves.iter().map(|each| json!({
            "waktu": each.at.to_string(),
            "ke": each.to,
            "oleh": each.actor,
            "alasan": each.reasons,
            "catatan": each.note,
        })).collect::<Vec<_>>(),
        "laporan": reports.iter().map(|each| json!({
            "diterima": each.received.to_string(),
            "isi": each.report.news,
        })).collect::<Vec<_>>(),
    })
}

fn write_lines(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.replace('_', " "), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, value)| ((at + 1).to_string(), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for (name, value) in entries {
        match value {
            Value::Object(_) | Value::Array(_) => {
                *text += &format!("{indent}{name}:\n");
                write_lines(text, value, depth + 1);
            }
            Value::Null => *text += &format!("{indent}{name}: –\n"),
            Value::Bool(yes) => *text += &format!("{indent}{name}: {}\n", if *yes { "ya" } else { "tidak" }),
            Value::Number(number) => *text += &format!("{indent}{name}: {number}\n"),
            // A photo is in the JSON; here its size says enough.
            Value::String(long) if long.len() > 2_000 => {
                *text += &format!("{indent}{name}: ({} karakter)\n", long.len());
            }
            Value::String(line) => *text += &format!("{indent}{name}: {line}\n"),
        }
    }
}
