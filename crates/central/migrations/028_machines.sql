-- The machines of a kiosk, whatever became of them: asked whenever one comes back, inside the writer.
CREATE INDEX device_kiosk ON device (kiosk, state);
