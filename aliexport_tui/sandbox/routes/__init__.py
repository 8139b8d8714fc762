"""The routes, one module per group of calls; each exports `ENDPOINTS`."""
