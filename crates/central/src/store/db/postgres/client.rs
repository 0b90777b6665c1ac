//! The driver, made to block: a connection with a runtime of its own, on the thread that uses it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::maybe_done;
use tokio::runtime::Runtime;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Error, Row, Socket, Statement};

/// How long the word of goodbye may take.
const GOODBYE_WAIT: Duration = Duration::from_secs(1);

type Carrier = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

pub(super) struct Client {
    /// `None` while it is dropped: what carries its words then ends by itself.
    speaks: Option<tokio_postgres::Client>,
    /// What carries the words, until the connection ends.
    carries: Option<Carrier>,
    runtime: Runtime,
}

/// What was asked of a connection that is ending.
const ENDING: &str = "only while it is dropped has a connection nothing to speak with";

impl Client {
    /// The outer error is the system's: it has no room for another connection.
    pub(super) fn connect<T>(config: &Config, tls: T) -> std::io::Result<Result<Client, Error>>
    where
        T: MakeTlsConnect<Socket> + 'static,
        T::TlsConnect: Send,
        T::Stream: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (speaks, carries) = match runtime.block_on(config.connect(tls)) {
            Ok(connected) => connected,
            Err(error) => return Ok(Err(error)),
        };
        Ok(Ok(Client { speaks: Some(speaks), carries: Some(Box::pin(carries)), runtime }))
    }

    /// Whether the server, or the network between, ended it.
    pub(super) fn is_closed(&self) -> bool {
        self.speaks.as_ref().expect(ENDING).is_closed()
    }

    pub(super) fn batch_execute(&mut self, sql: &str) -> Result<(), Error> {
        self.wait(async |speaks| speaks.batch_execute(sql).await)
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        self.wait(async |speaks| speaks.prepare(sql).await)
    }

    pub(super) fn query_one(&mut self, sql: &str) -> Result<Row, Error> {
        self.wait(async |speaks| speaks.query_one(sql, &[]).await)
    }

    pub(super) fn query<V: ToSql + Sync>(
        &mut self,
        statement: &Statement,
        values: &[V],
    ) -> Result<Vec<Row>, Error> {
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        self.wait(async |speaks| speaks.query(statement, &values).await)
    }

    pub(super) fn execute<V: ToSql + Sync>(
        &mut self,
        statement: &Statement,
        values: &[V],
    ) -> Result<u64, Error> {
        self.wait(async |speaks| speaks.execute_raw(statement, values).await)
    }

    /// Runs statements in this order in one journey. The first error: the server does nothing after it in the same
    /// transaction. One that can't be said to it is not sent, and those after it are done: nobody may commit them.
    pub(super) fn execute_all<V: ToSql + Sync>(
        &mut self,
        statements: Vec<(&Statement, Vec<V>)>,
    ) -> Result<(), Error> {
        self.wait(async |speaks| {
            let mut answers = Vec::with_capacity(statements.len());
            for (statement, values) in statements {
                let mut answer = Box::pin(maybe_done(speaks.execute_raw(statement, values)));
                // It is on its way once it was looked at: so they go in order, and none waits for the one before.
                let _ = futures_util::poll!(answer.as_mut());
                answers.push(answer);
            }
            let mut done = Ok(());
            for mut answer in answers {
                answer.as_mut().await;
                // Once done there is an answer, and nobody else takes it.
                if let Some(Err(error)) = answer.as_mut().take_output()
                    && done.is_ok()
                {
                    done = Err(error);
                }
            }
            done
        })
    }

    /// Blocks until it is done. What is carried meanwhile is this connection's alone.
    fn wait<T>(
        &mut self,
        work: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Client { speaks, carries, runtime } = self;
        let mut work = pin!(work(speaks.as_ref().expect(ENDING)));
        runtime.block_on(poll_fn(|context| {
            if let Some(carrying) = carries
                && let Poll::Ready(ended) = carrying.as_mut().poll(context)
            {
                *carries = None;
                // Why it ended; what was asked would only say that it did.
                if let Err(error) = ended {
                    return Poll::Ready(Err(error));
                }
            }
            work.as_mut().poll(context)
        }))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.speaks = None;
        if let Some(carries) = self.carries.take() {
            // A server that does not hear it notices that the connection is gone.
            let _ = self.runtime.block_on(async { tokio::time::timeout(GOODBYE_WAIT, carries).await });
        }
    }
}
