"""Made-up inputs for a meeting, as services would send them, to try the intake with: marked as made up throughout."""
