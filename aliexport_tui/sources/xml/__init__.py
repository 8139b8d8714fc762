"""XML as shops write it: streamed by expat, repaired where it is broken, taken apart plainly where it is plain."""
