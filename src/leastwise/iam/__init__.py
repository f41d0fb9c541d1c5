"""IAM understood: actions and what they grant, wildcards, managed policies, what a statement reaches."""
