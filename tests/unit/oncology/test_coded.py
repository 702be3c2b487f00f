"""What coded diseases, stages and treatments mean, and what their wording does not."""

import pytest

from consilium.oncology import coded, coded_treatments

SCT = "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("name", "claim", "context", "site"),
    [
        ("Primary malignant neoplasm of female left breast (disorder)", "cancer", "", "C50.9"),
        ("Polypoid adenocarcinoma of colon", "cancer", "", "C18.9"),
        ("Carcinoma in situ of prostate (disorder)", "in_situ", "", "C61.9"),
        ("Carcinoma in-situ of prostate", "in_situ", "", "C61.9"),
        ("Metastatic breast cancer", "cancer", "", "C50.9"),
        ("Brain metastases", "secondary", "", ""),
        ("Secondary malignant neoplasm of liver", "secondary", "", ""),
        ("Benign neoplasm of colon", "other", "", ""),
        ("Screening for malignant neoplasm of colon", "other", "", ""),
        ("Hereditary nonpolyposis colon cancer", "other", "", ""),
        ("Polyp of colon", "other", "", ""),
        ("Neoplasm of prostate", "unsure", "", "C61.9"),
        ("Suspected lung cancer (situation)", "cancer", "suspected", "C34.9"),
        ("History of malignant neoplasm of stomach", "cancer", "history", "C16.9"),
        ("Family history of malignant neoplasm of breast", "cancer", "family", "C50.9"),
        ("No history of malignant neoplasm of stomach", "cancer", "absent", "C16.9"),
        ("Hypertension", "other", "", ""),
    ],
)
def test_the_wording_of_a_disease_tells_what_it_claims(name: str, claim: str, context: str, site: str) -> None:
    ill = coded.disease(SCT, "0", name)
    assert (ill.claim, ill.context, ill.site) == (claim, context, site)


@pytest.mark.parametrize(
    ("name", "code", "organ"),
    [
        ("Secondary malignant neoplasm of brain (disorder)", "", "brain"),
        ("Brain metastases", "", "brain"),
        ("Metastasis to bone", "", "bone"),
        ("Metastasis from malignant tumor of prostate", "", ""),
        ("Metastatic malignant neoplasm (disorder)", "", ""),
        ("", "C78.7", "liver"),
        ("", "C79.31", "brain"),
    ],
)
def test_where_a_cancer_went_is_not_where_it_came_from(name: str, code: str, organ: str) -> None:
    assert coded.spread_to(name, code) == organ


def test_where_a_metastasis_came_from_is_the_primary() -> None:
    assert coded.came_from("Metastasis from malignant tumor of prostate (disorder)") == "C61.9"
    assert coded.came_from("Brain metastases") == ""


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("American Joint Committee on Cancer cT3 (qualifier value)", "T3"),
        ("ypT2", "T2"),
        ("pN1mi", "N1mi"),
        ("T1c", "T1c"),
        ("pN0(i+)", "N0(i+)"),
        ("TX", "TX"),
        ("Not applicable", ""),
        ("T-cell lymphoma", ""),
        ("Stage T", ""),
    ],
)
def test_a_category_is_read_from_its_wording(words: str, category: str) -> None:
    assert coded.category("", words) == category


def test_every_category_code_names_its_basis_and_comes_back() -> None:
    for basis, category in (("c", "T1mi"), ("p", "N3c"), ("c", "M1d"), ("p", "T4d")):
        assert coded.category(coded.category_code(f"{basis}{category}"), "") == category


@pytest.mark.parametrize(
    ("words", "group"),
    [("FIGO Stage IIIA", "IIIA"), ("stage 3c", "IIIC"), ("Stage IV", "IV"), ("stage 0is", "0is"), ("advanced", "")],
)
def test_a_stage_group_is_read_from_its_wording(words: str, group: str) -> None:
    assert coded.group("", words) == group


@pytest.mark.parametrize(
    ("words", "for_cancer", "drug"),
    [
        ("10 ML DOXOrubicin hydrochloride 2 MG/ML Injection", False, "doxorubicin"),
        ("IDArubicin", False, "idarubicin"),
        ("methotrexate 2.5 MG Oral Tablet", False, ""),
        ("methotrexate 2.5 MG Oral Tablet", True, "methotrexate"),
        ("predniSONE", True, "prednisone"),
        ("Lisinopril 10 MG", True, ""),
    ],
)
def test_a_cancer_drug_is_told_from_another_medicine(words: str, for_cancer: bool, drug: str) -> None:
    assert coded_treatments.drug_in(words, for_cancer=for_cancer) == drug


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Mammography (procedure)", "imaging.study"),
        ("Biopsy of breast using ultrasonographic guidance", "procedure"),
        ("Excision of part of breast", "treatment.surgery"),
        ("Appendectomy", "procedure"),
        ("Brachytherapy of prostate", "treatment.radiation"),
    ],
)
def test_a_procedures_kind_is_read_from_its_name(words: str, kind: str) -> None:
    assert coded_treatments.procedure_kind(words, [], for_cancer=False) == kind
