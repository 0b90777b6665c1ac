//! Applications at central: from the op of a kiosk to a card at any kiosk, and away again.

mod audit;
mod encryption;
mod erasure;
mod issue;
pub mod kit;
mod names;
mod numbers;
mod receive;
mod reports;
mod retention;
mod rules;
mod settle;
mod sign_in;
mod status;
mod workflow;
