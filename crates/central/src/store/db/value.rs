//! Values between Rust and the database: five sorts, on both engines.

use super::error::{Error, Result};

/// A value that is somebody else's.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ValueRef<'a> {
    /// Nothing.
    Null,
    /// Whole numbers; 0 and 1 for no and yes.
    Integer(i64),
    /// Other numbers.
    Real(f64),
    /// Text. One with NUL in it is none on PostgreSQL, where U+FFFD takes its place.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

/// A value of its own.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// As [`ValueRef::Null`].
    Null,
    /// As [`ValueRef::Integer`].
    Integer(i64),
    /// As [`ValueRef::Real`].
    Real(f64),
    /// As [`ValueRef::Text`].
    Text(String),
    /// As [`ValueRef::Blob`].
    Blob(Vec<u8>),
}

impl Value {
    /// The same, and still of whoever has it.
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        match self {
            Value::Null | Value::Integer(_) | Value::Real(_) => 8,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => Value::Text(text.into()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.into()),
        }
    }
}

/// What can stand for a placeholder.
pub trait ToSql {
    /// As a value. Fails for a number beyond 63 bits.
    fn to_sql(&self) -> Result<ValueRef<'_>>;
}

/// What a column can be read as.
pub trait FromSql: Sized {
    /// From a value. The error says what was expected.
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str>;
}

/// Values for all placeholders of a statement.
pub trait Params {
    /// In order.
    fn values(&self) -> Result<Vec<ValueRef<'_>>>;
}

/// Params out of a list.
pub fn params_from_iter<T: ToSql>(values: impl IntoIterator<Item = T>) -> impl Params {
    Listed(values.into_iter().collect())
}

struct Listed<T>(Vec<T>);

impl<T: ToSql> Params for Listed<T> {
    fn values(&self) -> Result<Vec<ValueRef<'_>>> {
        self.0.iter().map(ToSql::to_sql).collect()
    }
}

impl Params for &[Result<ValueRef<'_>>] {
    fn values(&self) -> Result<Vec<ValueRef<'_>>> {
        self.iter()
            .map(|value| match value {
                Ok(value) => Ok(*value),
                Err(_) => Err(Error::Number),
            })
            .collect()
    }
}

impl Params for [i64; 0] {
    fn values(&self) -> Result<Vec<ValueRef<'_>>> {
        Ok(Vec::new())
    }
}

macro_rules! params_of_arrays {
    ($($n:literal)+) => { $(
        impl<T: ToSql> Params for [T; $n] {
            fn values(&self) -> Result<Vec<ValueRef<'_>>> {
                self.iter().map(ToSql::to_sql).collect()
            }
        }
    )+ };
}
params_of_arrays!(1 2 3 4 5 6 7 8);

macro_rules! integers {
    ($($t:ty)+) => { $(
        impl ToSql for $t {
            fn to_sql(&self) -> Result<ValueRef<'_>> {
                i64::try_from(*self).map(ValueRef::Integer).map_err(|_| Error::Number)
            }
        }
        impl FromSql for $t {
            fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
                i64::from_sql(value)?.try_into().map_err(|_| concat!("a number for ", stringify!($t)))
            }
        }
    )+ };
}
integers!(i8 i16 i32 isize u8 u16 u32 u64 usize);

impl ToSql for i64 {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Integer(*self))
    }
}

impl FromSql for i64 {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Integer(number) => Ok(number),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => {
                Err("a whole number")
            }
        }
    }
}

impl ToSql for bool {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Integer((*self).into()))
    }
}

impl FromSql for bool {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        i64::from_sql(value).map(|number| number != 0)
    }
}

impl ToSql for f64 {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Real(*self))
    }
}

impl FromSql for f64 {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Real(number) => Ok(number),
            ValueRef::Integer(number) => Ok(number as f64),
            ValueRef::Null | ValueRef::Text(_) | ValueRef::Blob(_) => Err("a number"),
        }
    }
}

impl ToSql for str {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Text(self))
    }
}

impl ToSql for String {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Text(self))
    }
}

impl ToSql for std::borrow::Cow<'_, str> {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Text(self))
    }
}

impl FromSql for String {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Text(text) => Ok(text.into()),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => Err("text"),
        }
    }
}

impl ToSql for [u8] {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Blob(self))
    }
}

impl ToSql for Vec<u8> {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Blob(self))
    }
}

impl<const N: usize> ToSql for [u8; N] {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(ValueRef::Blob(self))
    }
}

impl FromSql for Vec<u8> {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.into()),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) => Err("bytes"),
        }
    }
}

impl<const N: usize> FromSql for [u8; N] {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Blob(bytes) => bytes.try_into().map_err(|_| "bytes of another length"),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) => Err("bytes"),
        }
    }
}

impl<T: ToSql + ?Sized> ToSql for &T {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        (**self).to_sql()
    }
}

impl<T: ToSql> ToSql for Option<T> {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        self.as_ref().map_or(Ok(ValueRef::Null), ToSql::to_sql)
    }
}

impl<T: FromSql> FromSql for Option<T> {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        match value {
            ValueRef::Null => Ok(None),
            other @ (ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_)) => {
                T::from_sql(other).map(Some)
            }
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> Result<ValueRef<'_>> {
        Ok(self.as_ref())
    }
}

impl FromSql for Value {
    fn from_sql(value: ValueRef<'_>) -> Result<Self, &'static str> {
        Ok(value.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Integer(number.into())
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Value::Integer(yes.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Blob(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
