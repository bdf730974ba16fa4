"""Properties over generated programs: packs that are well typed by construction, and events for them."""
