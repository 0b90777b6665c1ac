//! One copy of a scope: where it stands in the feed, and what its rows add up to.

use anjungan_wire::feed::Digest;
use anjungan_wire::id::{Epoch, Scope};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::sort::Sort;

/// A row of `shelf`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shelf {
    /// Its number.
    pub no: i64,
    /// What its rows are.
    pub sort: Sort,
    /// The epoch of the cursor.
    pub epoch: Epoch,
    /// The last change applied.
    pub cursor: u64,
    /// Head when the present walk began.
    pub floor: u64,
    /// The present walk.
    pub walk: i64,
    /// It has not ended.
    pub walking: bool,
    /// Living rows of this gen.
    pub count: u64,
    /// Their digest.
    pub digest: Digest,
    /// When central last heard from its sources.
    pub as_of_s: i64,
}

/// What a shelf is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// What the feed is applied to.
    InUse,
    /// A snapshot on its way in.
    Loading,
    /// Its rows are to be deleted.
    CastOff,
}

impl Role {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::InUse => "in-use",
            Role::Loading => "loading",
            Role::CastOff => "cast-off",
        }
    }
}

const COLUMNS: &str = "no, epoch, cursor, floor, gen, walking, count, digest, as_of_s, scope";

impl Shelf {
    /// An empty one, before its first walk.
    pub fn new(scope: &Scope) -> Shelf {
        Shelf {
            no: 0,
            sort: Sort::of(scope),
            epoch: Epoch::NONE,
            cursor: 0,
            floor: 0,
            walk: 0,
            walking: true,
            count: 0,
            digest: Digest::default(),
            as_of_s: 0,
        }
    }

    /// The one in use.
    pub fn in_use(db: &Connection, scope: &Scope) -> rusqlite::Result<Option<Shelf>> {
        let sql = format!("SELECT {COLUMNS} FROM shelf WHERE scope = ? AND role = 'in-use'");
        db.prepare_cached(&sql)?.query_row([scope.to_string()], Shelf::read).optional()
    }

    /// The one with this number.
    pub fn numbered(db: &Connection, no: i64) -> rusqlite::Result<Shelf> {
        let sql = format!("SELECT {COLUMNS} FROM shelf WHERE no = ?");
        db.prepare_cached(&sql)?.query_row([no], Shelf::read)
    }

    fn read(row: &Row) -> rusqlite::Result<Shelf> {
        let bad = |error: anjungan_wire::id::BadId| {
            rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
        };
        let epoch: String = row.get(1)?;
        Ok(Shelf {
            no: row.get(0)?,
            sort: Sort::named(row.get_ref(9)?.as_str()?),
            epoch: epoch.parse().map_err(bad)?,
            cursor: row.get::<_, i64>(2)?.cast_unsigned(),
            floor: row.get::<_, i64>(3)?.cast_unsigned(),
            walk: row.get(4)?,
            walking: row.get(5)?,
            count: row.get::<_, i64>(6)?.cast_unsigned(),
            digest: Digest(row.get::<_, i64>(7)?.cast_unsigned()),
            as_of_s: row.get(8)?,
        })
    }

    /// Adds it to the table, and gets its number.
    pub fn insert(
        mut self,
        db: &Connection,
        scope: &Scope,
        role: Role,
        shown: bool,
    ) -> rusqlite::Result<Shelf> {
        let sql = "INSERT INTO shelf (scope, role, shown, epoch, cursor, floor, gen, walking, count, digest, as_of_s)
            VALUES (?, ?, ?, '', 0, 0, 0, 1, 0, 0, 0)";
        db.prepare_cached(sql)?.execute((scope.to_string(), role.as_str(), shown))?;
        self.no = db.last_insert_rowid();
        self.save(db)?;
        Ok(self)
    }

    /// Writes it back.
    pub fn save(&self, db: &Connection) -> rusqlite::Result<()> {
        let sql = "UPDATE shelf SET epoch = :epoch, cursor = :cursor, floor = :floor, gen = :gen,
            walking = :walking, count = :count, digest = :digest, as_of_s = :as_of WHERE no = :no";
        db.prepare_cached(sql)?.execute(named_params! {
            ":no": self.no,
            ":epoch": self.epoch.to_string(),
            ":cursor": self.cursor.cast_signed(),
            ":floor": self.floor.cast_signed(),
            ":gen": self.walk,
            ":walking": self.walking,
            ":count": self.count.cast_signed(),
            ":digest": self.digest.0.cast_signed(),
            ":as_of": self.as_of_s,
        })?;
        Ok(())
    }

    /// Gives it another role.
    pub fn set_role(&self, db: &Connection, role: Role) -> rusqlite::Result<()> {
        let shown = role == Role::InUse;
        db.execute("UPDATE shelf SET role = ?, shown = ? WHERE no = ?", (role.as_str(), shown, self.no))?;
        Ok(())
    }

    /// A walk from the start: everything is to be seen again, and what is shown stays until then.
    pub fn walk_again(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        self.cursor = 0;
        self.floor = 0;
        self.walk += 1;
        self.walking = true;
        self.count = 0;
        self.digest = Digest::default();
    }
}
