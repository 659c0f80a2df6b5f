//! Fills rows with their cells, a few in each frame: a leap of the scroll bar brings a window full of rows
//! at once, and no frame may take longer than the eye notices.

use std::collections::VecDeque;

use leptos::prelude::*;

/// How many rows are filled in a frame.
const A_FRAME: usize = 8;

/// Rows that wait for their cells, in order.
#[derive(Clone, Copy)]
pub(super) struct Fill {
    waiting: StoredValue<VecDeque<RwSignal<bool>>>,
    is_going: StoredValue<bool>,
}

impl Fill {
    pub(super) fn new() -> Self {
        Self {
            waiting: StoredValue::new(VecDeque::new()),
            is_going: StoredValue::new(false),
        }
    }

    /// Stands a row in the queue; true when it is its turn.
    pub(super) fn join(self) -> RwSignal<bool> {
        let turn = RwSignal::new(false);
        self.waiting.update_value(|waiting| waiting.push_back(turn));
        if !self.is_going.get_value() {
            self.is_going.set_value(true);
            self.next_frame();
        }
        turn
    }

    fn next_frame(self) {
        request_animation_frame(move || {
            let mut turns = Vec::new();
            // The table may have gone before the frame came.
            let waits = self.waiting.try_update_value(|waiting| {
                while turns.len() < A_FRAME
                    && let Some(turn) = waiting.pop_front()
                {
                    // Rows that were scrolled past take nobody's turn.
                    if turn.try_get_untracked().is_some() {
                        turns.push(turn);
                    }
                }
                !waiting.is_empty()
            });
            for turn in turns {
                turn.try_set(true);
            }
            match waits {
                Some(true) => self.next_frame(),
                Some(false) => self.is_going.set_value(false),
                None => {}
            }
        });
    }
}
