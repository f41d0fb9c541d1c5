"""CloudFormation: templates, their functions and conditions, and the stacks they make."""
