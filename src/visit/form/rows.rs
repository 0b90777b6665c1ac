//! A list that grows row by row, one of which may be open to be answered.

/// The rows.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::visit) struct Rows<T> {
    list: Vec<T>,
    open: Option<usize>,
    max: usize,
}

impl<T: Default + PartialEq> Rows<T> {
    /// None yet, and never more than `max`.
    pub(in crate::visit) fn none(max: usize) -> Self {
        Self { list: Vec::new(), open: None, max }
    }

    /// The first one open, for who certainly has one.
    pub(in crate::visit) fn first(max: usize) -> Self {
        Self { list: vec![T::default()], open: Some(0), max }
    }

    pub(in crate::visit) fn list(&self) -> &[T] {
        &self.list
    }

    pub(in crate::visit) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(in crate::visit) fn can_add(&self) -> bool {
        self.list.len() < self.max
    }

    /// The row that is being answered.
    pub(in crate::visit) fn row(&self) -> Option<&T> {
        self.open.and_then(|at| self.list.get(at))
    }

    pub(in crate::visit) fn row_mut(&mut self) -> Option<&mut T> {
        self.open.and_then(|at| self.list.get_mut(at))
    }

    /// Opens a new row. `false`: there are enough.
    pub(in crate::visit) fn add(&mut self) -> bool {
        if !self.can_add() {
            return false;
        }
        self.list.push(T::default());
        self.open = Some(self.list.len() - 1);
        true
    }

    /// Opens the row with this id. `false`: there is none.
    pub(in crate::visit) fn edit(&mut self, id: &str) -> bool {
        let at = id.parse().ok().filter(|at| *at < self.list.len());
        if at.is_some() {
            self.open = at;
        }
        at.is_some()
    }

    pub(in crate::visit) fn remove(&mut self, id: &str) {
        if let Some(at) = id.parse().ok().filter(|at| *at < self.list.len()) {
            self.list.remove(at);
            self.open = None;
        }
    }

    /// The row is done with; one that was left empty goes.
    pub(in crate::visit) fn close(&mut self) {
        if let Some(at) = self.open.take()
            && self.list.get(at).is_some_and(|row| *row == T::default())
        {
            self.list.remove(at);
        }
    }
}
