"""Scored instruments: what each takes, how it is scored, and the published bands of its total.

Only the Geriatric Depression Scale (public domain) is here in full; its questions are in the message catalogues
(``instruments.gds-15.1`` …). Of Barthel, Katz, Lawton and FRAIL the scoring is here and no wording. Licensed
instruments (Zarit, MNA, Mini-Cog, interRAI) come in as totals, WHO ICOPE screening as loss or no loss by domain.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from agecare.model.needs import Severity


class Instrument(StrEnum):
    """The instruments whose results can be recorded."""

    GDS15 = "gds-15"
    BARTHEL = "barthel"
    KATZ = "katz"
    LAWTON = "lawton"
    FRAIL = "frail"
    ICOPE = "icope"
    ZARIT = "zarit"
    MNA = "mna"
    MNA_SF = "mna-sf"
    MINI_COG = "mini-cog"
    INTERRAI_ADL = "interrai-adl"
    INTERRAI_CPS = "interrai-cps"
    INTERRAI_DRS = "interrai-drs"
    INTERRAI_CHESS = "interrai-chess"


@attrs.frozen
class Item:
    """One item of an instrument: its machine word and the scores it may have."""

    id: str
    scores: tuple[int, ...] = (0, 1)
    counts: int | None = None
    """The answer that counts one point; ``None``: the score itself counts."""

    @property
    def allowed(self) -> str:
        """The allowed scores as they are told to people: ``0, 5, 10``."""
        return ", ".join(map(str, self.scores))

    def points(self, score: int) -> int:
        """What a score adds to the total.

        >>> Item("1", counts=0).points(0)
        1
        """
        return score if self.counts is None else int(score == self.counts)


@attrs.frozen
class Band:
    """A range of the total, both ends included, and how bad that is; ``None`` is no need for help."""

    least: float
    most: float
    level: Severity | None


@attrs.frozen
class Scale:
    """How one instrument is scored.

    Without ``items`` only a total can be recorded. With ``partial`` items may be left out. ``months`` is how long a
    result counts unless the assessment says otherwise.
    """

    instrument: Instrument
    least: float
    most: float
    step: float
    bands: tuple[Band, ...]
    items: tuple[Item, ...] = ()
    partial: bool = False
    months: int = 12
    source: str = ""

    def item(self, id_: str) -> Item | None:
        """The item of this id, if there is one."""
        return next((item for item in self.items if item.id == id_), None)

    @property
    def allowed(self) -> str:
        """The allowed totals as they are told to people: ``0-100 (5)``, the step in brackets."""
        return f"{self.least:g}-{self.most:g}" + (f" ({self.step:g})" if self.step != 1 else "")

    def allows(self, total: float) -> bool:
        """Whether this can be a total: in range and on a step.

        >>> SCALES[Instrument.BARTHEL].allows(95), SCALES[Instrument.BARTHEL].allows(97)
        (True, False)
        """
        return self.least <= total <= self.most and (total - self.least) % self.step == 0

    def total(self, scores: Mapping[str, int]) -> int:
        """The sum of the points of all items.

        Parameters
        ----------
        scores
            Score by item; each must be an item and have an allowed score.

        Examples
        --------
        >>> SCALES[Instrument.KATZ].total({"bathing": 0, "dressing": 1, "toileting": 1})
        2
        """
        return sum(item.points(scores[item.id]) for item in self.items if item.id in scores)

    def band(self, total: float) -> Band:
        """The band that a total lies in.

        >>> SCALES[Instrument.GDS15].band(9).level
        <Severity.MODERATE: 'moderate'>
        """
        return next(band for band in self.bands if band.least <= total <= band.most)


NONE, MILD, MODERATE, SEVERE = None, Severity.MILD, Severity.MODERATE, Severity.SEVERE


def _bands(*rows: tuple[float, float, Severity | None]) -> tuple[Band, ...]:
    return tuple(Band(*row) for row in rows)


def gds15() -> Scale:
    """Geriatric Depression Scale, 15 questions answered yes (1) or no (0); total 0 to 15, more is worse.

    Answered *no*, questions 1, 5, 7, 11 and 13 count a point each, the others answered *yes*. Bands: 0-4 normal, 5-8
    mild, 9-11 moderate, 12-15 severe.

    References
    ----------
    Sheikh JI, Yesavage JA. Geriatric Depression Scale (GDS): recent evidence and development of a shorter version.
    Clinical Gerontologist 1986; 5: 165-173 (public domain). Bands: Greenberg SA. The Geriatric Depression Scale (GDS).
    Try This: Best Practices in Nursing Care to Older Adults, issue 4, Hartford Institute for Geriatric Nursing 2012.
    """
    items = tuple(Item(str(number), counts=int(number not in (1, 5, 7, 11, 13))) for number in range(1, 16))
    bands = _bands((0, 4, NONE), (5, 8, MILD), (9, 11, MODERATE), (12, 15, SEVERE))
    return Scale(Instrument.GDS15, 0, 15, 1, bands, items, months=6, source="Sheikh & Yesavage 1986; Greenberg 2012")


def barthel() -> Scale:
    """Barthel index of activities of daily living, ten items; total 0 to 100 by 5, less is worse.

    Bands: 0-20 total, 21-60 severe, 61-90 moderate, 91-99 slight dependency, 100 independent. Total and severe
    dependency are both the level *severe*.

    References
    ----------
    Mahoney FI, Barthel DW. Functional evaluation: the Barthel Index. Maryland State Medical Journal 1965; 14: 61-65.
    Bands: Shah S, Vanclay F, Cooper B. Journal of Clinical Epidemiology 1989; 42: 703-709.
    """
    most = {
        "feeding": 10, "bathing": 5, "grooming": 5, "dressing": 10, "bowels": 10, "bladder": 10, "toilet": 10,
        "transfer": 15, "mobility": 15, "stairs": 10,
    }  # fmt: skip
    items = tuple(Item(name, tuple(range(0, top + 1, 5))) for name, top in most.items())
    bands = _bands((0, 20, SEVERE), (21, 60, SEVERE), (61, 90, MODERATE), (91, 99, MILD), (100, 100, NONE))
    return Scale(Instrument.BARTHEL, 0, 100, 5, bands, items, source="Mahoney & Barthel 1965; Shah et al. 1989")


def katz() -> Scale:
    """Katz index of independence in activities of daily living, six items of 0 or 1; total 0 to 6, less is worse.

    Published marks: 6 full function, 4 moderate impairment, 2 or less severe impairment; 3 is counted to moderate and
    5 to mild here.

    References
    ----------
    Katz S, Ford AB, Moskowitz RW, Jackson BA, Jaffe MW. JAMA 1963; 185: 914-919. Marks: Shelkey M, Wallace M. Katz
    Index of Independence in Activities of Daily Living. Try This, issue 2, Hartford Institute 2012.
    """
    items = tuple(map(Item, ("bathing", "dressing", "toileting", "transferring", "continence", "feeding")))
    bands = _bands((0, 2, SEVERE), (3, 4, MODERATE), (5, 5, MILD), (6, 6, NONE))
    return Scale(Instrument.KATZ, 0, 6, 1, bands, items, source="Katz et al. 1963; Shelkey & Wallace 2012")


def lawton() -> Scale:
    """Lawton instrumental activities of daily living, eight items of 0 or 1; total 0 to 8, less is worse.

    The paper gives no bands. Those here (8 none, 6-7 mild, 3-5 moderate, 0-2 severe) are a convention of agecare.
    What needs follow is for the rules of needs to say, which a centre may write itself.

    References
    ----------
    Lawton MP, Brody EM. Assessment of older people: self-maintaining and instrumental activities of daily living.
    The Gerontologist 1969; 9: 179-186.
    """
    names = (
        "telephone", "shopping", "food-preparation", "housekeeping", "laundry", "transport", "medication", "finances",
    )  # fmt: skip
    bands = _bands((0, 2, SEVERE), (3, 5, MODERATE), (6, 7, MILD), (8, 8, NONE))
    return Scale(Instrument.LAWTON, 0, 8, 1, bands, tuple(map(Item, names)), source="Lawton & Brody 1969")


def frail() -> Scale:
    """FRAIL scale, five items of 0 or 1; total 0 to 5, more is worse.

    Bands: 0 robust, 1-2 pre-frail, 3-5 frail; pre-frail is the level *mild*, frail *severe*.

    References
    ----------
    Morley JE, Malmstrom TK, Miller DK. A simple frailty questionnaire (FRAIL) predicts outcomes in middle aged African
    Americans. Journal of Nutrition, Health and Aging 2012; 16: 601-608.
    """
    items = tuple(map(Item, ("fatigue", "resistance", "ambulation", "illnesses", "weight-loss")))
    bands = _bands((0, 0, NONE), (1, 2, MILD), (3, 5, SEVERE))
    return Scale(Instrument.FRAIL, 0, 5, 1, bands, items, months=6, source="Morley et al. 2012")


def icope() -> Scale:
    """WHO ICOPE screening of intrinsic capacity: loss (1) or no loss (0) in each domain; the total counts the losses.

    Domains that were not screened may be left out. WHO gives no bands of the count: one loss is *mild* here, two are
    *moderate*, three and more *severe*; needs follow from the domains, not from the count.

    References
    ----------
    World Health Organization. Integrated care for older people (ICOPE): guidance for person-centred assessment and
    pathways in primary care. Geneva 2019. Its licence is non-commercial: results only, no text.
    """
    items = tuple(map(Item, ("cognition", "mobility", "nutrition", "vision", "hearing", "mood")))
    bands = _bands((0, 0, NONE), (1, 1, MILD), (2, 2, MODERATE), (3, 6, SEVERE))
    return Scale(Instrument.ICOPE, 0, 6, 1, bands, items, partial=True, source="WHO ICOPE 2019")


def zarit() -> Scale:
    """Zarit burden interview, 22 items: the total only, 0 to 88, more is worse; it is about the client's carer.

    Bands: 0-20 little or none, 21-40 mild to moderate, 41-60 moderate to severe, 61-88 severe.

    References
    ----------
    Zarit SH, Reever KE, Bach-Peterson J. The Gerontologist 1980; 20: 649-655. Bands: Zarit SH, Zarit JM. The Memory and
    Behavior Problems Checklist and the Burden Interview. Pennsylvania State University 1987.
    """
    bands = _bands((0, 20, NONE), (21, 40, MILD), (41, 60, MODERATE), (61, 88, SEVERE))
    return Scale(Instrument.ZARIT, 0, 88, 1, bands, months=6, source="Zarit et al. 1980; Zarit & Zarit 1987")


def mna() -> Scale:
    """Mini Nutritional Assessment, full form: the total only, 0 to 30 by halves, less is worse.

    Bands: 24-30 normal, 17-23.5 at risk, below 17 malnourished; at risk is the level *moderate*.

    References
    ----------
    Guigoz Y, Vellas B, Garry PJ. Facts and Research in Gerontology 1994; suppl 2: 15-59. Vellas B et al. Nutrition
    1999; 15: 116-122.
    """
    bands = _bands((0, 16.5, SEVERE), (17, 23.5, MODERATE), (24, 30, NONE))
    return Scale(Instrument.MNA, 0, 30, 0.5, bands, months=6, source="Guigoz et al. 1994; Vellas et al. 1999")


def mna_sf() -> Scale:
    """Mini Nutritional Assessment, short form: the total only, 0 to 14, less is worse.

    Bands: 12-14 normal, 8-11 at risk, 0-7 malnourished; at risk is the level *moderate*.

    References
    ----------
    Kaiser MJ et al. Validation of the Mini Nutritional Assessment short-form (MNA-SF). Journal of Nutrition, Health and
    Aging 2009; 13: 782-788.
    """
    bands = _bands((0, 7, SEVERE), (8, 11, MODERATE), (12, 14, NONE))
    return Scale(Instrument.MNA_SF, 0, 14, 1, bands, months=6, source="Kaiser et al. 2009")


def mini_cog() -> Scale:
    """Mini-Cog: the total only, 0 to 5, less is worse.

    0-2 is a positive screen for dementia, 3-5 a negative one; a positive screen is the level *moderate*.

    References
    ----------
    Borson S, Scanlan J, Brush M, Vitaliano P, Dokmak A. International Journal of Geriatric Psychiatry 2000; 15:
    1021-1027. Cut-off: Borson S et al. Journal of the American Geriatrics Society 2003; 51: 1451-1454.
    """
    bands = _bands((0, 2, MODERATE), (3, 5, NONE))
    return Scale(Instrument.MINI_COG, 0, 5, 1, bands, source="Borson et al. 2000, 2003")


def interrai_adl() -> Scale:
    """interRAI ADL Hierarchy: the scale's value only, 0 independent to 6 total dependence.

    1-2 (supervision, limited help) is the level *mild*, 3-4 (extensive help) *moderate*, 5-6 (dependent) *severe*.

    References
    ----------
    Morris JN, Fries BE, Morris SA. Scaling ADLs within the MDS. Journals of Gerontology A 1999; 54: M546-M553.
    """
    bands = _bands((0, 0, NONE), (1, 2, MILD), (3, 4, MODERATE), (5, 6, SEVERE))
    return Scale(Instrument.INTERRAI_ADL, 0, 6, 1, bands, source="Morris et al. 1999")


def interrai_cps() -> Scale:
    """interRAI Cognitive Performance Scale: the scale's value only, 0 intact to 6 very severe impairment.

    1-2 (borderline intact, mild) is the level *mild*, 3 *moderate*, 4-6 (moderately severe and worse) *severe*.

    References
    ----------
    Morris JN et al. MDS Cognitive Performance Scale. Journal of Gerontology 1994; 49: M174-M182.
    """
    bands = _bands((0, 0, NONE), (1, 2, MILD), (3, 3, MODERATE), (4, 6, SEVERE))
    return Scale(Instrument.INTERRAI_CPS, 0, 6, 1, bands, source="Morris et al. 1994")


def interrai_drs() -> Scale:
    """interRAI Depression Rating Scale: the scale's value only, 0 to 14, more is worse.

    The paper has one cut-off: from 3 on a depressive disorder is possible, here the level *moderate*.

    References
    ----------
    Burrows AB, Morris JN, Simon SE, Hirdes JP, Phillips C. Development of a minimum data set-based depression rating
    scale for use in nursing homes. Age and Ageing 2000; 29: 165-172.
    """
    bands = _bands((0, 2, NONE), (3, 14, MODERATE))
    return Scale(Instrument.INTERRAI_DRS, 0, 14, 1, bands, months=6, source="Burrows et al. 2000")


def interrai_chess() -> Scale:
    """interRAI CHESS (changes in health, end-stage disease, signs and symptoms): the scale's value only, 0 to 5.

    More is worse. The paper gives no bands: 1-2 is the level *mild* here, 3 *moderate*, 4-5 *severe*.

    References
    ----------
    Hirdes JP, Frijters DH, Teare GF. The MDS-CHESS scale. Journal of the American Geriatrics Society 2003; 51: 96-100.
    """
    bands = _bands((0, 0, NONE), (1, 2, MILD), (3, 3, MODERATE), (4, 5, SEVERE))
    return Scale(Instrument.INTERRAI_CHESS, 0, 5, 1, bands, months=6, source="Hirdes et al. 2003")


SCALES: Mapping[Instrument, Scale] = MappingProxyType(
    {
        scale.instrument: scale
        for scale in (
            gds15(), barthel(), katz(), lawton(), frail(), icope(), zarit(), mna(), mna_sf(), mini_cog(),
            interrai_adl(), interrai_cps(), interrai_drs(), interrai_chess(),
        )
    }
)  # fmt: skip
"""Every instrument's scale."""
