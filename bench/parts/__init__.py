"""What can be measured: each module has `measure(plan)`, which yields figures; its first line is its title."""
