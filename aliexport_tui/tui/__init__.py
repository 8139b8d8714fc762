"""The console: Textual screens over the file. Reads the store, asks the engine for runs. No SQL, no HTTP."""
