"""Planning and sending: wires catalogue, listing rules, marketplace and file together."""
