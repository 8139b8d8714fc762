"""Where orders go: one module for each kind of target, behind one Protocol."""
