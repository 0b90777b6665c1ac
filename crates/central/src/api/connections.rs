//! Connections, and what each holds while nothing happens on it: every kiosk has one open all day.
//!
//! Not `axum::serve`: it looks at the first 24 bytes of a connection for HTTP/2, which nobody speaks here, and hands them
//! on as a read of their own. To hyper that is a head with more to come, so it doubles the buffer that it reads into, for
//! as long as the connection lives: 16 KiB and not 8, and of what ten thousand kiosks cost a quarter.

use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tower::Service as _;

/// Serves whoever comes until `shutdown` resolves, and then until the requests under way are answered.
pub(super) async fn serve<L>(mut listener: L, service: Router, shutdown: impl Future<Output = ()>)
where
    L: Listener<Addr = SocketAddr>,
{
    let (http, open) = (http1::Builder::new(), GracefulShutdown::new());
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, from) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => break,
        };
        let service = service.clone();
        let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(from));
            // A router is always ready.
            service.clone().call(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                // Of the other side, nearly always: it went away, or sent what is not HTTP.
                tracing::trace!(%error, "a connection broke");
            }
        });
    }
    // Who comes now is refused by the system, and tries again.
    drop(listener);
    open.shutdown().await;
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll};

    use axum::body::Bytes;
    use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, ReadBuf};
    use tokio::sync::oneshot;

    use super::*;

    /// A connection that notes the largest buffer it was asked to fill.
    struct Noted(DuplexStream, Arc<AtomicUsize>);

    impl AsyncRead for Noted {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            self.1.fetch_max(buffer.remaining(), Ordering::Relaxed);
            Pin::new(&mut self.0).poll_read(context, buffer)
        }
    }

    impl AsyncWrite for Noted {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_write(context, bytes)
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_flush(context)
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.0).poll_shutdown(context)
        }
    }

    /// Accepts this one, and nobody after it.
    struct One(Option<Noted>);

    fn there() -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 7], 4711))
    }

    impl Listener for One {
        type Io = Noted;
        type Addr = SocketAddr;

        async fn accept(&mut self) -> (Noted, SocketAddr) {
            match self.0.take() {
                Some(io) => (io, there()),
                None => std::future::pending().await,
            }
        }

        fn local_addr(&self) -> io::Result<SocketAddr> {
            Ok(there())
        }
    }

    #[tokio::test]
    async fn small_requests_are_read_into_a_small_buffer_and_a_stop_closes_who_is_idle() {
        let (mut kiosk, central) = tokio::io::duplex(64 * 1024);
        let most = Arc::<AtomicUsize>::default();
        let listener = One(Some(Noted(central, Arc::clone(&most))));
        let (stop, stopped) = oneshot::channel::<()>();
        let router =
            Router::new().fallback(async |ConnectInfo(from): ConnectInfo<SocketAddr>, body: Bytes| {
                format!("{from} sent {}", body.len())
            });
        let talks = async {
            let body = "x".repeat(2_000);
            let request = format!("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2000\r\n\r\n{body}");
            for _ in 0..3 {
                kiosk.write_all(request.as_bytes()).await.unwrap();
                let mut told = Vec::new();
                while !told.ends_with(b"192.0.2.7:4711 sent 2000") {
                    assert!(kiosk.read_buf(&mut told).await.unwrap() > 0, "it broke off: {told:?}");
                }
            }
            drop(stop);
            assert_eq!(kiosk.read(&mut [0]).await.unwrap(), 0);
        };
        tokio::join!(serve(listener, router, async { drop(stopped.await) }), talks);
        assert!((1..=8 * 1024).contains(&most.load(Ordering::Relaxed)), "{most:?}");
    }
}
