"""Files and servers that mean harm: refused in our words, in bounded time and memory, measured in a process of their own."""
