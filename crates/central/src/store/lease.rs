//! Who does what central does by itself, where several processes serve one PostgreSQL: whoever holds the lease. One that
//! stopped, however it stopped, loses it by time.

use super::error::Result;
use super::{Store, meta};

/// A process, for as long as it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Holder(String);

impl Holder {
    /// A new one.
    pub(crate) fn draw() -> Result<Holder> {
        let mut bytes = [0; 8];
        super::fields::random(&mut bytes)?;
        Ok(Holder(anjungan_wire::encoding::hex(&bytes)))
    }
}

impl Store {
    /// Takes or renews the lease of a work until `until_ms`. Whether it is the holder's now. On SQLite one process serves,
    /// and needs none.
    pub(crate) fn claim(&mut self, work: &str, holder: &Holder, now_ms: i64, until_ms: i64) -> Result<bool> {
        if self.home.postgres().is_none() {
            return Ok(true);
        }
        let tx = self.write()?;
        let name = format!("lease.{work}");
        let held = meta::get(&tx, &name)?;
        let other = held.as_deref().and_then(|text| text.split_once(' ')).is_some_and(|(until, by)| {
            by != holder.0 && until.parse::<i64>().is_ok_and(|until| until > now_ms)
        });
        if !other {
            meta::set(&tx, &name, &format!("{until_ms} {}", holder.0))?;
            tx.commit()?;
        }
        Ok(!other)
    }
}
