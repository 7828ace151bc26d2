//! The few operations on a file that the writer needs, so that tests can let them fail.

use std::fs::File;
use std::io::{self, IoSlice};

use rustix::io::{Errno, pwritev};

/// No system takes more slices in one call.
const SLICES: usize = 1024;

/// Where a segment is written.
pub(crate) trait Medium: Send {
    /// Writes all slices, one behind the other, at `offset`.
    fn write_all(&self, slices: &mut [IoSlice<'_>], offset: u64) -> io::Result<()>;
    /// Makes everything written durable.
    fn sync(&self) -> io::Result<()>;
    /// Cuts the file off, or lengthens it with zeros.
    fn set_len(&self, length: u64) -> io::Result<()>;
}

impl Medium for File {
    fn write_all(&self, slices: &mut [IoSlice<'_>], offset: u64) -> io::Result<()> {
        let (mut slices, mut offset) = (slices, offset);
        IoSlice::advance_slices(&mut slices, 0);
        while !slices.is_empty() {
            match pwritev(self, &slices[..slices.len().min(SLICES)], offset) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    IoSlice::advance_slices(&mut slices, written);
                    offset += written as u64;
                }
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        Self::set_len(self, length)
    }
}
