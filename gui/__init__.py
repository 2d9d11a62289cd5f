"""The window: everything that needs Qt. It imports the engine; the engine never imports it."""
