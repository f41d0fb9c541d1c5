"""For people who write rules: assertions that test a rule with its own examples.

    from leastwise.testing import assert_examples, assert_fixes, assert_frameworks
    from my_rules.storage import BucketWithoutOwner

    def test_bucket_without_owner():
        assert_examples(BucketWithoutOwner)
        assert_fixes(BucketWithoutOwner)
        assert_frameworks(BucketWithoutOwner)

The first holds for every rule. The second is for those whose findings carry edits. The third writes the examples in
Terraform, as a service of the Serverless Framework and as output of the CDK: the rule must fire at the same things.
"""

from leastwise.testing.examples import assert_examples, problems
from leastwise.testing.fixes import assert_fixes, fix_problems
from leastwise.testing.frameworks import assert_frameworks

__all__ = ["assert_examples", "assert_fixes", "assert_frameworks", "fix_problems", "problems"]
