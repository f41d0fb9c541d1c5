"""For people who write rules: two assertions that test a rule with its own examples.

    from leastwise.testing import assert_examples, assert_fixes
    from my_rules.storage import BucketWithoutOwner

    def test_bucket_without_owner():
        assert_examples(BucketWithoutOwner)
        assert_fixes(BucketWithoutOwner)

The first holds for every rule. The second is for those whose findings carry edits.
"""

from leastwise.testing.examples import assert_examples, problems
from leastwise.testing.fixes import assert_fixes, fix_problems

__all__ = ["assert_examples", "assert_fixes", "fix_problems", "problems"]
