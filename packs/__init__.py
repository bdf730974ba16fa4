"""Industry packs that ship with Bincard: rules, scenarios and samples."""
