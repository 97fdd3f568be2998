"""What declarations read out of a record, whatever the record holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.key import Ref
from cartographer.model.relation import Relation
from cartographer.model.resource import ABSENT, Aspect, Record, present, unknown
from collectors.engine.derive import DeclaredCatalogue, canonical, name_ref
from collectors.engine.specification import GLOBAL, Rel
from collectors.engine.tag import read_tags
from tests.collectors.engine.cloud import NOON, declare, key

ROLE = declare("T::Role", where=GLOBAL)
RICH = declare(
    zone="Zone",
    name="Title",
    aliases=(("ip", "Addresses[].Ip"), ("dns", "Host"), ("oidc", "Issuer")),
    relations=(
        Rel("in-subnet", "Subnets[].Id"),
        Rel("runs-as", "Role", by="name", type="T::Role"),
        Rel("uses-filter", "Filter", by="name", type="T::Thing"),
        Rel("grants", "Nobody", by="name"),
        Rel("trusts", "Statement[].Principal", by="arn", aspect="policy"),
    ),
)
TAGGED = declare("T::Tagged", tags="Tags", tags_aspect="tags")
CATALOGUE = DeclaredCatalogue((ROLE, RICH, TAGGED, declare("T::Bare", tags=None)))


def record(config, type_="T::Thing", **aspects):
    return Record(
        key=key("a", type_),
        uid=None,
        native_id="a",
        account="111",
        region="r1",
        listed_in="r1",
        viewers=("111",),
        observed_at=NOON,
        config=config,
        aspects=aspects,
    )


def derive(config, type_="T::Thing", **aspects):
    return CATALOGUE.derive(record(config, type_, **aspects))


def targets(derived):
    return {(one.kind, str(one.target)) for one in derived.relations}


def test_kind_name_zone_and_tags_are_read():
    """From the document, by the declaration's paths."""
    derived = derive({"Title": "web", "Zone": "r1a", "Tags": [{"Key": "team", "Value": "x"}]})
    assert (derived.kind, derived.name, derived.zone) == ("thing", "web", "r1a")
    assert derived.tags == {"team": "x"}


def test_without_a_path_the_name_is_the_name_tag():
    """That is where people write it."""
    tags = present({"Tags": {"Name": "web"}})
    assert derive({}, "T::Tagged", tags=tags).name == "web"
    assert derive({"Tags": [{"Key": "Name", "Value": "x"}]}, "T::Bare").name is None


def test_it_answers_to_its_ids_its_name_in_its_place_and_its_aliases():
    """A reference of any of these kinds finds it."""
    derived = derive({"Addresses": [{"Ip": "10.0.0.1"}, {"Ip": "10.0.0.2"}], "Host": "Web.X."})
    assert set(derived.aliases) == {
        Ref("id", "a"),
        Ref("arn", key("a").id),
        Ref("name", "T::Thing/111/r1/a"),
        Ref("ip", "10.0.0.1"),
        Ref("ip", "10.0.0.2"),
        Ref("dns", "web.x"),
    }


def test_relations_point_as_the_document_does():
    """By id, by name in the place where names of that type live, by ARN in an aspect."""
    policy = present({"Statement": [{"Principal": "arn:x"}, {"Principal": "arn:x"}]})
    document = {"Subnets": [{"Id": "s1"}, {"Id": "s2"}], "Role": "r", "Filter": "f", "Nobody": "n"}
    assert targets(derive(document, policy=policy)) == {
        ("in-subnet", "id:s1"),
        ("in-subnet", "id:s2"),
        ("runs-as", "name:T::Role/111/global/r"),
        ("uses-filter", "name:T::Thing/111/r1/f"),
        ("grants", "name:/111/r1/n"),
        ("trusts", "arn:arn:x"),
    }


def test_an_aspect_that_is_unknown_states_what_was_last_known():
    """Relations of a denied policy do not vanish with one refusal."""
    last = {"Statement": [{"Principal": "arn:x"}]}
    held = unknown("denied")
    held = type(held)("unknown", last, "denied", "present", NOON)
    assert ("trusts", "arn:arn:x") in targets(derive({}, policy=held))
    assert targets(derive({}, policy=ABSENT)) == set()


def test_a_type_that_nobody_declares_is_a_resource():
    """It answers to its ids, and states nothing."""
    other = record({}, "X::Unheard").key
    derived = derive({"Tags": [{"Key": "Name", "Value": "x"}]}, "X::Unheard")
    assert (derived.kind, derived.name, derived.relations) == ("resource", None, ())
    assert Ref("arn", other.id) in derived.aliases


def test_an_id_that_is_no_arn_is_a_key():
    """Both are canonical ids; documents name them by different kinds."""
    record_ = record({})
    natural = Record(
        **{name: getattr(record_, name) for name in record_.__struct_fields__}
        | {"key": record_.key.child("T::Thing", "x")}
    )
    bare = key("a")
    plain = type(bare)("aws", "aws", "T::Thing", "vpc-1#80")
    natural = type(natural)(
        **{name: getattr(natural, name) for name in natural.__struct_fields__} | {"key": plain}
    )
    assert Ref("key", "vpc-1#80") in CATALOGUE.derive(natural).aliases


def test_tags_come_in_many_spellings():
    """A mapping, or pairs of three kinds of names; what is no tag is no tag."""
    assert read_tags({"b": 1, "a": "x"}) == {"a": "x", "b": "1"}
    pairs = [{"Key": "a", "Value": "1"}, {"key": "b", "value": "2"}, {"TagKey": "c"}, {}, 5]
    assert read_tags(pairs) == {"a": "1", "b": "2", "c": ""}
    assert read_tags("text") == read_tags(None) == {}


def test_names_of_hosts_and_issuers_have_one_form():
    """No scheme, no trailing dot or slash, small letters; other kinds stay as they are."""
    assert canonical("oidc", "https://Token.X.com/") == "token.x.com"
    assert canonical("dns", "A.b.") == "a.b"
    assert canonical("arn", "arn:X.") == "arn:X."
    assert name_ref("T", "1", "r", "n") == Ref("name", "T/1/r/n")


def test_the_version_follows_the_declarations():
    """Another reading of the same documents is another version; the order is none."""
    one, other = (ROLE, RICH), (ROLE, declare(zone="Place"))
    assert DeclaredCatalogue(one).version == DeclaredCatalogue(one[::-1]).version
    assert DeclaredCatalogue(one).version != DeclaredCatalogue(other).version


def test_shapes_are_those_of_the_declarations():
    """A type that nobody declares has none."""
    assert CATALOGUE.shape("T::Role") == ROLE.shape
    assert CATALOGUE.shape("X::Unheard") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Key", "Value", "Id", "Ip", "Name", "Principal"]) | st.text(), inner
        )
    ),
    max_leaves=10,
)
FIELDS = ("Title", "Zone", "Tags", "Addresses", "Host", "Issuer", "Subnets", "Role", "Filter")


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(), JSON), JSON, st.sampled_from(FIELDS))
def test_any_document_can_be_read(config, aspect, field):
    """A field of the wrong type counts as missing, and never loses the resource."""
    for type_ in ("T::Thing", "T::Tagged", "T::Bare"):
        state = present({field: aspect, "Statement": aspect})
        derived = derive(config, type_, policy=state, tags=present(aspect))
        assert Ref("id", "a") in derived.aliases
        assert all(isinstance(one, Relation) for one in derived.relations)
        assert list(derived.tags) == sorted(derived.tags)


def test_tags_that_were_never_read_are_not_none():
    """An aspect that is not there or unknown leaves them unknown; a last value counts."""
    held = Aspect("unknown", {"Tags": {"a": "1"}}, "denied", "present")

    assert derive({}, TAGGED.type).tags is None
    assert derive({}, TAGGED.type, tags=unknown("denied")).tags is None
    assert derive({}, TAGGED.type, tags=held).tags == {"a": "1"}
    assert derive({}, TAGGED.type, tags=ABSENT).tags == {}
