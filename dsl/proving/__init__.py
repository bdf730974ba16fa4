"""What can be proven of a checked model: tables without gaps, groups that forget nothing, rules that make sense together."""
