//! A camera of the kernel's (V4L2): most of those with a USB plug.
//!
//! `moq-v4l` is `v4l` with the kernel's structures checked in, so that a build needs no libclang. Not tried with a
//! device: none was at hand, and the machines this was built on have no `vivid`.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use moq_v4l::buffer::Type;
use moq_v4l::io::mmap::Stream;
use moq_v4l::io::traits::{CaptureStream as _, Stream as _};
use moq_v4l::video::Capture as _;
use moq_v4l::{Device, Format, FourCC};

use super::{Eye, Fault, Source, picture};
use crate::visit::Picture;

/// Asked for; the driver answers with what it has nearest to it.
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
/// Buffers the driver fills in turn.
const BUFFERS: u32 = 4;
/// A camera that sends nothing this long is broken.
const FRAME_WAIT: Duration = Duration::from_secs(1);

/// A device file.
pub struct V4l2(pub PathBuf);

impl Source for V4l2 {
    fn attached(&self) -> bool {
        self.0.exists()
    }

    fn open(&self) -> Result<Box<dyn Eye>, Fault> {
        let absent = || Fault::Absent(self.0.display().to_string());
        let refused = |error: io::Error| {
            if error.kind() == io::ErrorKind::NotFound { absent() } else { Fault::Refused(error.to_string()) }
        };
        let device = Device::with_path(&self.0).map_err(refused)?;
        let format = [b"MJPG", b"YUYV"].into_iter().find_map(|kind| {
            let wanted = FourCC::new(kind);
            let format = device.set_format(&Format::new(WIDTH, HEIGHT, wanted)).ok()?;
            (format.fourcc == wanted).then_some(format)
        });
        let format = match format {
            Some(format) => format,
            None => {
                let sends = device.format().map(|format| format.fourcc.to_string());
                return Err(Fault::Format(sends.unwrap_or_else(|error| error.to_string())));
            }
        };
        let mut stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS).map_err(refused)?;
        stream.set_timeout(FRAME_WAIT);
        Ok(Box::new(Open { stream: Some(stream), format }))
    }
}

struct Open {
    /// `None` only while it is dropped.
    stream: Option<Stream<'static>>,
    format: Format,
}

impl Eye for Open {
    fn look(&mut self) -> Result<Picture, Fault> {
        let Some(stream) = &mut self.stream else { return Err(Fault::Broken("closed".into())) };
        let (bytes, about) = stream.next().map_err(|error| Fault::Broken(error.to_string()))?;
        let bytes = &bytes[..bytes.len().min(about.bytesused as usize)];
        let Format { width, height, stride, .. } = self.format;
        let frame = match &self.format.fourcc.repr {
            b"MJPG" => picture::of_jpeg(bytes),
            _ => picture::of_yuyv(bytes, width, height, (stride as usize).max(width as usize * 2)),
        };
        frame.ok_or(Fault::Frame)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The crate panics where a stream can't be stopped, as that of a camera whose plug was pulled. Its buffers are
        // then better lost than the kiosk.
        if let Some(mut stream) = self.stream.take()
            && let Err(error) = stream.stop()
        {
            tracing::warn!(%error, "the camera did not stop");
            std::mem::forget(stream);
        }
    }
}
