//! `POST /v1/status` over the wire.

use anjungan_wire::application::Application;
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::receipt::ReceiptNumber;
use anjungan_wire::request::{Push, RefusalCode};
use anjungan_wire::status::{PublicStage, StatusAnswer, StatusQuery};

use super::kit::*;
use crate::kit::{Terminal, central};

fn apply(terminal: &Terminal, application: &Application) {
    let bytes = serde_json::to_vec(application).unwrap();
    let sealed =
        terminal.enrolled.sealing_key.seal(&terminal.stream, 1, OpKind::Application, &bytes).unwrap();
    let op = Op { no: 1, kind: OpKind::Application, clock: clock(1_000), sealed };
    let push = Push { stream: terminal.stream, oldest: 1, ops: vec![op] };
    assert_eq!(terminal.post("/v1/push", &push).status, 200);
}

#[test]
fn number_and_day_of_birth_tell_the_stage_and_everything_else_the_same_nothing() {
    let running = central();
    let terminal = running.terminal(1);
    let told = application(1);
    apply(&terminal, &told);
    let ask = |receipt: &ReceiptNumber, born: &str| {
        let query = StatusQuery { receipt: receipt.clone(), born: born.parse().unwrap() };
        terminal.post("/v1/status", &query)
    };
    let right = ask(&told.receipt, "2005-05-15");
    let status = right.json::<StatusAnswer>().status.unwrap();
    assert_eq!((status.stage, &status.receipt), (PublicStage::Received, &told.receipt));
    let wrong_day = ask(&told.receipt, "2005-05-16");
    let wrong_number = ask(&ReceiptNumber::draw(&"K07".parse().unwrap(), [9; 8]), "2005-05-15");
    assert_eq!((wrong_day.status, wrong_number.status), (200, 200));
    assert_eq!(wrong_day.body, wrong_number.body);
    // A few days more, and the right one is answered like all others.
    for day in ["2005-05-17", "2005-05-18", "2005-05-19", "2005-05-20", "2005-05-15"] {
        let answer = ask(&told.receipt, day);
        assert_eq!((answer.status, &answer.body), (200, &wrong_day.body), "{day}");
    }
}

#[test]
fn ten_thousand_guesses_of_receipts_learn_nothing() {
    let running = central();
    let terminal = running.terminal(1);
    let told = application(1);
    apply(&terminal, &told);
    let (mut nothing, mut refused) = (0, 0);
    let mut answers = std::collections::BTreeSet::new();
    for guess in 0..10_000u64 {
        // Every hundredth is the right number with the right day: from when the limit holds, it learns nothing either.
        let right = guess % 100 == 50;
        let receipt = if right {
            told.receipt.clone()
        } else {
            ReceiptNumber::draw(&"K07".parse().unwrap(), guess.to_be_bytes())
        };
        let born = told.person.born;
        let answer = terminal.post("/v1/status", &StatusQuery { receipt, born });
        match answer.status {
            200 => nothing += 1,
            429 => {
                refused += 1;
                assert_eq!(answer.refusal().code, RefusalCode::TooMany);
                let wait: u16 = answer.header("retry-after").parse().unwrap();
                assert!((1..=10).contains(&wait), "{wait}");
            }
            other => panic!("{other}: {}", answer.text()),
        }
        if answer.status == 200 && !right {
            answers.insert(answer.body);
        }
    }
    assert_eq!(nothing + refused, 10_000);
    // One answer for all that were looked at; and nearly none were: 10 at once, then one every 10 seconds. The run
    // itself may take minutes on a busy machine, so the bound is generous: a tenth of a percent would be chance.
    assert_eq!(answers.len(), 1);
    assert!(refused > 9_800, "{nothing} looked at");
}

#[test]
fn only_terminals_in_service_may_ask() {
    let running = central();
    let pending = running.enrol(2, &running.code(false)).unwrap();
    let query = StatusQuery { receipt: application(1).receipt, born: "2005-05-15".parse().unwrap() };
    assert_eq!(pending.post("/v1/status", &query).status, 403);
    let bytes = serde_json::to_vec(&query).unwrap();
    let unsigned =
        crate::kit::raw(&crate::kit::agent(), &pending.authority, "POST", "/v1/status", "", &bytes, &[]);
    assert_eq!(unsigned.status, 401);
}
