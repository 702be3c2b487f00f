"""How many of the FDA's drug–biomarker–disease pairs, with their date, our table of approvals knows.

    python bench/drug_pairs.py [../shared/data/drugs/fda_biomarker_indications.csv]

Columns read: generic, biomarkers (joined by `;`), disease, approved. A pair counts as known where a row of
`oncology/tables/approvals.toml` has the same drug, marker, cancer and day; where the list gives no day, any day does.
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from consilium.oncology.drugs import approvals

TABLE = Path(__file__).parents[2] / "shared" / "data" / "drugs" / "fda_biomarker_indications.csv"
DISEASES = {
    "Invasive Breast Carcinoma": ["breast"],
    "Non-Small Cell Lung Cancer": ["lung"],
    "Lung Non-Squamous Non-Small Cell Carcinoma": ["lung"],
    "Prostate Adenocarcinoma": ["prostate"],
    "Acute Myeloid Leukemia": ["aml"],
    "Acute Lymphoid Leukemia": ["all"],
    "Ovarian Epithelial Tumor": ["ovary"],
    "High-Grade Serous Fallopian Tube Cancer": ["ovary"],
    "Peritoneal Serous Carcinoma": ["ovary"],
    "Low-Grade Serous Ovarian Cancer": ["ovary"],
    "Melanoma": ["melanoma"],
    "Colorectal Adenocarcinoma": ["colon", "rectum"],
    "Any solid tumor": ["solid"],
    "Chronic Myelogenous Leukemia": ["cml"],
    "Chronic Myeloid Leukemia, BCR-ABL1+": ["cml"],
    "Adenocarcinoma of the Gastroesophageal Junction": ["stomach", "esophagus"],
    "Esophageal Squamous Cell Carcinoma": ["esophagus_squamous"],
    "Esophageal Adenocarcinoma": ["esophagus"],
    "Astrocytoma": ["astrocytoma"],
    "Oligodendroglioma": ["oligodendroglioma"],
    "Cholangiocarcinoma": ["bile_duct"],
    "Intrahepatic Cholangiocarcinoma": ["bile_duct"],
    "Intraductal Papillary Neoplasm of the Bile Duct": ["bile_duct"],
    "Intracholecystic Papillary Neoplasm": ["gallbladder"],
    "Myelodysplastic Syndromes": ["mds"],
    "Endometrial Carcinoma": ["endometrium"],
    "Follicular Lymphoma": ["follicular"],
    "Low-Grade Glioma, NOS": ["astrocytoma", "brain"],
    "Non-Hodgkin Lymphoma": ["lymphoma"],
    "Bladder Urothelial Carcinoma": ["bladder"],
    "Cervical Adenocarcinoma": ["cervix"],
    "Cervical Squamous Cell Carcinoma": ["cervix"],
    "APL with PML-RARA": ["apl"],
    "Gastrointestinal Stromal Tumor": ["gist"],
    "Anaplastic Large Cell Lymphoma": ["alcl"],
    "Anaplastic Thyroid Cancer": ["thyroid_anaplastic"],
    "Papillary Thyroid Cancer": ["thyroid"],
    "Medullary Thyroid Cancer": ["thyroid_medullary"],
    "Pancreatic Adenocarcinoma": ["pancreas"],
    "Pancreatic Neuroendocrine Tumor": ["pancreas_net"],
    "Burkitt Lymphoma": ["burkitt"],
    "Head and Neck Squamous Cell Carcinoma": ["mouth", "oropharynx", "larynx"],
    "Chronic Lymphocytic Leukemia": ["cll"],
    "Non-Langerhans Cell Histiocytosis/Erdheim-Chester Disease": ["histiocytosis"],
    "Renal Angiomyolipoma": ["angiomyolipoma"],
    "Subependymal Giant Cell Astrocytoma": ["sega"],
    "Acute Leukemias of Ambiguous Lineage": ["ambiguous_leukemia"],
    "Inflammatory Myofibroblastic Tumor": ["myofibroblastic"],
    "Aggressive Systemic Mastocytosis": ["mastocytosis"],
    "Chronic Eosinophilic Leukemia, NOS": ["eosinophilic"],
    "Myeloid/Lymphoid Neoplasms": ["mpn"],
    "Diffuse Large B-Cell Lymphoma": ["dlbcl"],
    "Mature B-Cell Neoplasms": ["lymphoma"],
    "Diffuse Midline Glioma": ["midline_glioma"],
    "Renal Cell Carcinoma": ["kidney"],
    "Central Nervous System Hemangioblastoma": ["hemangioblastoma"],
}
PLAIN = {
    "BCR::ABL1": "BCRABL fusion",
    "PML::RARA": "PMLRARA fusion",
    "t(15;17)": "PMLRARA t(15;17)",
    "t(KMT2A;v)": "KMT2A rearrangement",
    "FIP1L1::PDGFRA": "FIP1L1PDGFRA fusion",
    "FGFR3::TACC3": "FGFR3 fusion",
    "H3-3A p.K27M": "H3K27M p.K27M",
    "FLT3-ITD": "FLT3 ITD",
    "dMMR": "MMR deficient",
    "pMMR": "MMR proficient",
    "MSI-H": "MSI high",
    "MSI-L": "MSI low",
    "HRD": "HRD positive",
    "17p deletion": "17p deletion",
    "5q deletion": "5q deletion",
    "HER2-low": "HER2 low",
    "EGFR positive": "EGFR protein",
}
PATTERNS = (
    (r"Wild type (\w+)", r"\1 wild type"),
    (r"v::(NTRK)\d", r"NTRK fusion"),
    (r"v::(\w+)", r"\1 fusion"),
    (r"(\w+)::v", r"\1 fusion"),
    (r"(ER|PR|FOLR1|HER2)[ -](positive|negative)", r"\1 \2"),
    (r"(CD\d+) \+", r"\1 positive"),
    (r"PD-L1(.*)", r"PDL1\1"),
    (r"TMB-H(.*)", r"TMB high"),
    (r"CLDN18\.2(.*)", r"CLDN18\1"),
    (r"c-Met(.*)", r"cMET\1"),
    (r"ERBB2(.*)", r"HER2\1"),
    (r"(\w+) (pathogenic|oncogenic) variants", r"\1 \2 change"),
    (r"(\w+) (somatic|activating|TKD activating) variants", r"\1 \2 change"),
)


def marker(words: str) -> str:
    """A biomarker of the FDA's list in the notation of our table."""
    if words in PLAIN:
        return PLAIN[words]
    for pattern, plain in PATTERNS:
        if re.fullmatch(pattern, words):
            return re.sub(pattern, plain, words)
    return words


def markers(cell: str) -> list[str]:
    """The biomarkers of one cell; a `;` inside parentheses does not part them."""
    return [marker(part.strip()) for part in re.split(r";(?![^()]*\))", cell)]


def drugs(cell: str) -> list[str]:
    """Generic names without the suffix of four letters that biologics bear."""
    return [re.sub(r"-[a-z]{4}$", "", part.strip()) for part in re.split(r";| and ", cell)]


Pair = tuple[str, str, str, str]


def pairs(path: Path) -> Iterator[Pair]:
    """Every drug, marker, cancer and ISO day of the list."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for drug in drugs(row["generic"]):
                for word in markers(row["biomarkers"]):
                    for cancer in DISEASES[row["disease"]]:
                        yield drug, word, cancer, row["approved"]


def known() -> set[Pair]:
    """Every such pair of our table."""
    return {
        (row.drug, word, cancer, row.on.isoformat())
        for row in approvals()
        for word in row.markers
        for cancer in row.cancers
    }


def main() -> None:
    """Print how many pairs are known, and those that are not."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TABLE
    if not path.is_file():
        print(f"skipped: {path.name} is not beside this checkout")
        return
    wanted, have = set(pairs(path)), known()
    dayless = {pair[:3] for pair in have}
    have |= {pair for pair in wanted if not pair[3] and pair[:3] in dayless}
    print(f"pairs {len(wanted)}  known {len(wanted & have)}  share {len(wanted & have) / len(wanted):.1%}")
    for pair in sorted(wanted - have):
        print("not known:", *pair)


if __name__ == "__main__":
    main()
