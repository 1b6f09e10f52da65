"""What happens without a visitor: on a clock, or after a change."""
