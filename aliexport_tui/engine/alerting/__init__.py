"""What somebody is told without looking: raised where it becomes known, gathered, sent over channels."""
