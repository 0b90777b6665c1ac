//! Limits both sides keep. Everything has one: a queue, a page, a text, a wait.

/// Ops in one push, at most.
pub const PUSH_OPS_MAX: usize = 200;
/// Bytes of one push body, at most. A terminal halves its batch on `413 Payload Too Large`.
pub const PUSH_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one sealed op. One op always fits one push.
pub const OP_SEALED_BYTES_MAX: usize = 64 * 1024;
/// Rows of one feed page. Small, because a page is one transaction and a visitor is searching meanwhile.
pub const FEED_ROWS_MAX: u32 = 200;
/// Bytes of one row's body. The longest real vacancy seen has 4,192 characters of text.
pub const ROW_BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a snapshot after decompression: a nation's vacancies twice over.
pub const SNAPSHOT_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// A request older or younger than this against the receiver's clock is refused, in seconds.
pub const REQUEST_AGE_S_MAX: i64 = 600;
/// How long an acknowledged op stays on the terminal, in days: at least central's backup window, so
/// that a restored central can be told again what it forgot.
pub const ACKED_OP_DAYS: i64 = 30;
/// How long central holds a beat that asks it to, at most, in seconds. Less than the minute after which proxies and
/// terminals give a request up.
pub const BEAT_WAIT_S_MAX: u16 = 50;
/// Bytes of all pages that come with the answer to a beat, at most: what is more is asked for.
pub const BEAT_PAGES_BYTES_MAX: usize = 32 * 1024;
