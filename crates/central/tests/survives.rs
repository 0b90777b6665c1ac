//! What central survives: its end at any moment, a disk without room, a database that goes away. Nothing that was
//! acknowledged is lost, whoever sends goes on by itself, and central says what is wrong.

mod cut;
mod disk;
mod kill;
