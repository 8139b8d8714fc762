"""A simulated marketplace: an HTTP server that answers as the seller platform is documented to.

It imports nothing else of the project, so that a mistake of the client cannot hide in it. A request comes in
through `app` and `gate` (token, rate, faults), is worked on in `routes`, item by item in `checks`, waits in the
`queue`, and has its `effects` on the `cards`. Every assumption about the marketplace is a switch (`registry`).
Nothing runs in the background: what is due by the `clock` is done when somebody asks. `routes.control` moves that
clock and tells the whole truth; `python -m aliexport_tui.sandbox` starts it.
"""
