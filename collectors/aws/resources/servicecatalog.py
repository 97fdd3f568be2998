"""AWS Service Catalog: portfolios with who may use them, and products.

https://docs.aws.amazon.com/servicecatalog/latest/dg/API_Operations.html
"""

from collectors.engine.specification import Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/servicecatalog/latest/dg"
_GONE = ("ResourceNotFoundException",)
_PORTFOLIO = {"PortfolioId": "=item.Id"}


def _shares(aspect: str, kind: str) -> Detail:
    """Return the aspect of the shares with one kind of recipient: the call takes one at a time."""
    return Detail(
        aspect=aspect,
        operation="DescribePortfolioShares",
        params={**_PORTFOLIO, "Type": kind},
        result="PortfolioShareDetails",
        absent=_GONE,
        doc=f"{_API}/API_DescribePortfolioShares.html",
    )


PORTFOLIO = Declaration(
    type="AWS::ServiceCatalog::Portfolio",
    kind="portfolio",
    service="servicecatalog",
    doc=f"{_API}/API_ListPortfolios.html",
    list=ListCall("ListPortfolios", "PortfolioDetails"),
    id="{ARN}",
    native_id="Id",
    uid="Id",
    name="DisplayName",
    tags=None,
    aspects=(
        Detail(
            aspect="accounts",
            operation="ListPortfolioAccess",
            params=_PORTFOLIO,
            result="AccountIds",
            absent=_GONE,
            doc=f"{_API}/API_ListPortfolioAccess.html",
        ),
        _shares("organization", "ORGANIZATION"),
        _shares("units", "ORGANIZATIONAL_UNIT"),
        Detail(
            aspect="principals",
            operation="ListPrincipalsForPortfolio",
            params=_PORTFOLIO,
            result="Principals",
            absent=_GONE,
            doc=f"{_API}/API_ListPrincipalsForPortfolio.html",
        ),
    ),
    relations=(
        Rel("shared-with", "[]", by="account", aspect="accounts"),
        Rel("shared-with", "[].PrincipalId", aspect="organization"),
        Rel("shared-with", "[].PrincipalId", aspect="units"),
        # A pattern names no one principal.
        Rel("trusts", "[?PrincipalType=='IAM'].PrincipalARN", by="arn", aspect="principals"),
    ),
    keyed={
        "@accounts": "set",
        "@organization": ("PrincipalId",),
        "@units": ("PrincipalId",),
        "@principals": ("PrincipalARN",),
    },
    no_by_id="the call by id nests the same members in another way",
    events={
        "CreatePortfolio": "responseElements.portfolioDetail.id",
        "UpdatePortfolio": "requestParameters.id",
        "DeletePortfolio": "requestParameters.id",
        **dict.fromkeys(
            (
                "CreatePortfolioShare",
                "UpdatePortfolioShare",
                "DeletePortfolioShare",
                "AssociatePrincipalWithPortfolio",
                "DisassociatePrincipalFromPortfolio",
            ),
            "requestParameters.portfolioId",
        ),
    },
)

PRODUCT = Declaration(
    type="AWS::ServiceCatalog::CloudFormationProduct",
    kind="product",
    service="servicecatalog",
    doc=f"{_API}/API_SearchProductsAsAdmin.html",
    list=ListCall("SearchProductsAsAdmin", "ProductViewDetails"),
    id="{ProductARN}",
    native_id="ProductViewSummary.ProductId",
    uid="ProductViewSummary.ProductId",
    name="ProductViewSummary.Name",
    tags=None,
    relations=(
        Rel(
            "derived-from",
            "SourceConnection.ConnectionParameters.CodeStar.ConnectionArn",
            by="arn",
        ),
    ),
    volatile=("SourceConnection.LastSync",),
    no_by_id="the call by id brings more than the list call",
    events={
        "CreateProduct": "responseElements.productViewDetail.productViewSummary.productId",
        "UpdateProduct": "requestParameters.id",
        "DeleteProduct": "requestParameters.id",
    },
)

DECLARATIONS = (PORTFOLIO, PRODUCT)
